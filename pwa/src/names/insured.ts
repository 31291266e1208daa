/** 被保険者番号 of the 後期高齢者医療制度: eight digits, leading zeros kept. server/imports/cells.py is the twin. */
import { digits } from './match.ts';

/** The number as it is kept: plain digits, whatever width it was typed in; anything but digits and hyphens stays. */
export function toInsuredNo(text: string): string {
  const plain = text.normalize('NFKC').replace(/[\s‐‑–—−ー―-]/g, '');
  return /^[0-9]*$/.test(plain) ? digits(plain) : plain;
}

export function isInsuredNo(number: string): boolean {
  return /^[0-9]{8}$/.test(number);
}

/** Whether the last digit fits the others: weights 2, 1, 2, 1 … from the right, digits of the products added. */
export function checksOut(number: string): boolean {
  const sum = [...number.slice(0, -1)]
    .reverse()
    .map((digit, place) => Number(digit) * (place % 2 === 0 ? 2 : 1))
    .reduce((total, product) => total + Math.floor(product / 10) + (product % 10), 0);
  return (10 - (sum % 10)) % 10 === Number(number.at(-1));
}
