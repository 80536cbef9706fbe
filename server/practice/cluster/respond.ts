/** Answers, as JSON. */
import type { ServerResponse } from 'node:http';
import { statusOf } from './status.ts';

/** Takes a response, a code and a value; answers with it. */
export function answer(response: ServerResponse, code: number, value: unknown, type = 'application/json'): void {
  const body = JSON.stringify(value);
  response.writeHead(code, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Takes a response and a failure; answers with its Status, or cuts off an answer that has begun. */
export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  answer(response, status.code ?? 500, status);
}
