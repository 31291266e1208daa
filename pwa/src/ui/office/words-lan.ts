import type { Catalogue } from '../words/index.ts';

/** The words about the certificate with which tablets of this network are served. */
export const lanWords = {
  lan: ['この役所の通信の証明書', 'Certificate of this network'],
  lan_server: [
    'サーバーの証明書：{at} まで（あと{n}日）。自動で新しくなります。',
    'Server certificate: until {at} ({n} days). It renews itself.',
  ],
  lan_server_stuck: [
    'サーバーの証明書が新しくなっていません（あと{n}日）。システム担当者に知らせてください。',
    'The server certificate has not been renewed ({n} days left). Tell whoever runs the server.',
  ],
  lan_ca: ['元の証明書（CA）：{at} まで（あと{n}日）。', 'CA: until {at} ({n} days).'],
  lan_ca_ends: [
    '元の証明書があと{n}日で終わります。新しい元の証明書を、すべてのタブレットに入れてください。',
    'The CA ends in {n} days. Install a new one on every tablet.',
  ],
  lan_fingerprint: ['元の証明書の指紋（SHA-256）', 'Fingerprint of the CA (SHA-256)'],
  lan_thumbprint: ['Windowsに出る拇印（SHA-1）', 'Thumbprint Windows shows (SHA-1)'],
  lan_install: ['新しいタブレットが開く住所', 'A new tablet opens'],
} as const satisfies Catalogue;
