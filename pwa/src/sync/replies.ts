/** Whether an answer is one of ours: something between may say 200 with a page of its own. */
import type { feed } from '../store/index.ts';

export function isPushReply(value: unknown): value is feed.PushReply {
  const reply = value as Partial<feed.PushReply> | null;
  return isText(reply?.epoch) && Array.isArray(reply?.verdicts) && isObject(reply?.received);
}

export function isPage(value: unknown): value is feed.PageReply {
  const page = value as Partial<feed.PageReply> | null;
  const lists = [
    page?.rows,
    page?.form_versions,
    page?.kept,
    page?.withdrawn,
    page?.held,
    page?.head,
    page?.scopes,
  ];
  return (
    isText(page?.epoch) && isText(page?.cursor) && isObject(page?.received) && lists.every(Array.isArray)
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
