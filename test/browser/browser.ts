/** A real Chromium with nothing of an earlier one, for tests that look at the page as a person does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export class Browser {
  readonly context: BrowserContext;
  /** what pages complained of: console errors, exceptions, refusals by the content security policy */
  readonly complaints: string[] = [];
  readonly #profile: string;

  private constructor(context: BrowserContext, profile: string) {
    this.context = context;
    this.#profile = profile;
  }

  /** Starts one. Takes the window's size in CSS pixels, the colour scheme, whether scripts run, and whether there are bars to scroll by. */
  static async start(options: { width?: number; height?: number; colorScheme?: 'light' | 'dark'; javaScriptEnabled?: boolean; scrollBars?: boolean } = {}): Promise<Browser> {
    const profile = mkdtempSync('/tmp/handrail-chromium-');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: '/usr/bin/chromium', headless: true, args: quiet,
      ...(options.scrollBars === true && { ignoreDefaultArgs: ['--hide-scrollbars'] }),
      viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
      colorScheme: options.colorScheme ?? 'light',
      javaScriptEnabled: options.javaScriptEnabled ?? true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    return new Browser(context, profile);
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
