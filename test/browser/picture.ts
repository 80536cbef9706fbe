/**
 * Pictures of a part of the page, compared with those that are kept in `snapshots/`. What tells the time is made the same
 * each time, and what a run prints is covered. To take them anew, after the page’s looks were changed and looked at:
 *
 *   HANDRAIL_PICTURES=write node --test test/browser/states.test.ts
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

const folder = join(import.meta.dirname, 'snapshots');
export const isWriting = process.env.HANDRAIL_PICTURES === 'write';

/** How far colours may be apart, 0 to 1, and which share of the pixels may be further: edges of letters differ a little. */
const tolerance = { threshold: 0.15, share: 0.01 } as const;

/** Nothing that stands over the part, nothing that moves, no output, no age of anything. */
const still = `
  .navbar, [data-place], aside { visibility: hidden !important; }
  [data-freshness] { height: 1.25rem !important; min-height: 0 !important; overflow: hidden !important; visibility: hidden !important; }
  [data-output] { height: 4rem !important; min-height: 0 !important; overflow: hidden !important; }
  [data-output] * { visibility: hidden !important; }
  *, ::before, ::after { animation: none !important; caret-color: transparent !important; transition: none !important; }
`;

/** Runs in the page: the part begins on a whole pixel, and every duration is the same. */
const sameTimes = `
  element.style.translate = '';
  const { x, y } = element.getBoundingClientRect();
  element.style.translate = (Math.round(x) - x) + 'px ' + (Math.round(y) - y + nudge) + 'px';
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const said = node.data.replace(/\\d+(\\.\\d+)? (ms|s|min|h)\\b( \\d+ (s|min)\\b)?/g, '1 s').replace(/\\b\\d\\d?:\\d\\d\\b/g, '00:00');
    if (said !== node.data) node.data = said;
  }
`;

/** Prepares a browser’s pages for pictures: what they do again and again can be halted. */
export async function makeHaltable(context: BrowserContext): Promise<void> {
  await context.addInitScript(`{
    const { setInterval } = window;
    window.setInterval = (act, every, ...rest) => setInterval(() => { if (!window.isHalted) act(...rest); }, every);
  }`);
}

/** Makes a page stand still for pictures; gives what lets it go on. */
export async function holdStill(page: Page): Promise<() => Promise<void>> {
  const style = await page.addStyleTag({ content: still });
  await page.evaluate('window.isHalted = true; document.activeElement?.blur()');
  await page.mouse.move(0, 0);
  return async () => {
    await page.evaluate('window.isHalted = false');
    await style.evaluate((element) => { element.parentNode?.removeChild(element); });
  };
}

/** A line that ends in the middle of a pixel is drawn above or below it, by chance: a part is tried as far off, in CSS pixels, as decides it. */
export const nudges = [0, 0.03, -0.03] as const;

/** Takes a part of a page that stands still, and how far off it is drawn (CSS pixels); gives its picture as PNG. */
export async function take(part: Locator, nudge = 0): Promise<Buffer> {
  await part.evaluate(new Function('element', 'nudge', sameTimes) as (element: unknown, nudge: number) => void, nudge);
  return part.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** Takes a picture and its name; gives null when it looks like the one that is kept, else a sentence on how it differs. Keeps it when told to. */
export function differs(taken: Buffer, name: string): string | null {
  const path = join(folder, `${name}.png`);
  const now = PNG.sync.read(taken);
  if (isWriting) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, PNG.sync.write(fewerColours(now), { deflateLevel: 9, deflateStrategy: 0, filterType: 0, colorType: 2 }));
    return null;
  }
  if (!existsSync(path)) return `${name}: there is no picture of it yet`;
  const kept = PNG.sync.read(readFileSync(path));
  // Where a part begins between two pixels, it may be one larger.
  if (Math.abs(kept.width - now.width) > 1 || Math.abs(kept.height - now.height) > 1) return told(name, taken, `is ${now.width} × ${now.height}, was ${kept.width} × ${kept.height}`);
  const width = Math.min(kept.width, now.width);
  const height = Math.min(kept.height, now.height);
  const off = pixelmatch(cropped(kept, width, height), fewerColours({ width, height, data: cropped(now, width, height) }).data, undefined, width, height, { threshold: tolerance.threshold });
  const share = off / (width * height);
  return share <= tolerance.share ? null : told(name, taken, `${(share * 100).toFixed(1)} % of it looks different`);
}

function cropped(from: PNG, width: number, height: number): Buffer {
  const part = new PNG({ width, height });
  PNG.bitblt(from, part, 0, 0, width, height, 0, 0);
  return part.data;
}

/** 16 steps for each colour: a quarter of the size, and within the tolerance. */
function fewerColours({ width, height, data }: Pick<PNG, 'width' | 'height' | 'data'>): PNG {
  const reduced = new PNG({ width, height });
  data.forEach((value, at) => { reduced.data[at] = at % 4 === 3 ? 255 : Math.round(value / 17) * 17; });
  return reduced;
}

function told(name: string, taken: Buffer, how: string): string {
  const path = join(mkdtempSync('/tmp/handrail-picture-'), `${name}.png`);
  writeFileSync(path, taken);
  return `${name}: ${how}; as it is now: ${path}`;
}

/**
 * Letters are drawn by the machine: pictures of another one cannot be compared. Takes a page; tells whether it draws some as
 * the machine did that the kept pictures are from.
 */
export async function drawsTheSameLetters(page: Page): Promise<boolean> {
  await page.evaluate(`{
    const sample = document.createElement('div');
    sample.id = 'letters';
    sample.style.cssText = 'position:fixed;inset:0 auto auto 0;width:360px;padding:4px;background:#fff;color:#000;z-index:9999;font:15px var(--ifm-font-family-base)';
    sample.innerHTML = 'As expected ✓ ✕ … · 0123456789 <b>Run again</b> <code style="font-size:14px">kubectl get pods -n "$NAMESPACE"</code>';
    document.body.append(sample);
  }`);
  const sample = page.locator('#letters');
  const taken = await sample.screenshot();
  await sample.evaluate((element: { remove(): void }) => { element.remove(); });
  return differs(taken, 'letters') === null;
}
