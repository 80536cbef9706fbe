/** Headers that every answer carries. Pages get their own, wider policy where they are served. */
import type { RequestHandler } from 'express';

/** Nothing that is not a page may load, run, frame or be framed by anything. */
const nothing = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Takes whether we stand behind TLS; gives the middleware. */
export function setHeaders(secure: boolean): RequestHandler {
  return (_request, response, next) => {
    response.setHeader('Content-Security-Policy', nothing);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('X-Frame-Options', 'DENY');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
    if (secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    next();
  };
}

/** For the API: what it says is for the one who asked, now. */
export const neverStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};
