/** A real Chromium with nothing of an earlier one, for tests that look at the page as a person does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { Client } from '../handrail.ts';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A Chromium that runs, with the folder of its profile, and who is in it: the first with its profile, each other with a profile in memory. */
interface Running {
  first: BrowserContext;
  profile: string;
  hasScrollBars: boolean;
  /** whether others may come */
  isOpen: boolean;
  /** how many have not left yet */
  users: number;
}

/** Starting one takes longer than most of what is then looked at: whoever comes while it runs is somebody else in it, who shares nothing. */
let running: Promise<Running> | null = null;

interface Options {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
  scrollBars?: boolean;
}

export class Browser {
  readonly context: BrowserContext;
  /** what pages complained of: console errors, exceptions, refusals by the content security policy */
  readonly complaints: string[] = [];
  readonly #running: Running;

  private constructor(context: BrowserContext, within: Running) {
    this.context = context;
    this.#running = within;
  }

  /** Starts one. Takes the window's size in CSS pixels, the colour scheme, whether scripts run, and whether there are bars to scroll by. */
  static async start(options: Options = {}): Promise<Browser> {
    const asked: BrowserContextOptions = {
      viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
      colorScheme: options.colorScheme ?? 'light',
      javaScriptEnabled: options.javaScriptEnabled ?? true,
      permissions: ['clipboard-read', 'clipboard-write'],
    };
    const hasScrollBars = options.scrollBars ?? false;
    if (running !== null) {
      const there = await running;
      const chromiumThere = there.first.browser();
      if (there.isOpen && there.hasScrollBars === hasScrollBars && chromiumThere !== null) {
        there.users += 1;
        return new Browser(await chromiumThere.newContext(asked), there);
      }
    }
    const launching = launch(asked, hasScrollBars);
    running = launching;
    const launched = await launching;
    return new Browser(launched.first, launched);
  }

  /** Opens a page of its own. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }

  /** Gives a client for what whoever is logged in at a page may ask for. */
  async client(page: Page): Promise<Client> {
    const { origin } = new URL(page.url());
    const cookies = await this.context.cookies(origin);
    return new Client(origin, cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const within = this.#running;
    within.users -= 1;
    within.isOpen = within.users > 0;
    if (this.context !== within.first) await this.context.close();
    else if (within.isOpen) await Promise.all(this.context.pages().map((page) => page.close()));
    if (within.users > 0) return;
    await within.first.close();
    rmSync(within.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function launch(asked: BrowserContextOptions, hasScrollBars: boolean): Promise<Running> {
  const profile = mkdtempSync('/tmp/handrail-chromium-');
  const first = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium', headless: true, args: quiet, ...(hasScrollBars && { ignoreDefaultArgs: ['--hide-scrollbars'] }), ...asked,
  });
  return { first, profile, hasScrollBars, isOpen: true, users: 1 };
}

/** Goes to an address and waits until the scripts of the page have taken it over: before that a press is heard by nobody, and what is filled in is put back. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await isTakenOver(page);
}

/** Loads a page again, and waits as `visit` does. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await isTakenOver(page);
}

async function isTakenOver(page: Page): Promise<void> {
  await page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
}
