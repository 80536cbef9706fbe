/** For `handrail dev` only: the development server passes requests on to the Handrail behind it, and a panel above the page lists problems. */
import type { LoadContext, Plugin, PluginModule } from '@docusaurus/types';
import { reportsPath } from '../../common/dev-report';

interface Ports {
  /** that the browser opens */
  port: number;
  /** of the Handrail behind it */
  server: number;
  /** of what tells of problems */
  reports: number;
}

/** Takes the ports as JSON; gives the plugin. */
export function devPlugin(json: string): PluginModule {
  const { port, server, reports } = JSON.parse(json) as Ports;
  return ({ siteDir }: LoadContext): Plugin => ({
    name: 'handrail-dev',
    getThemePath: () => `${siteDir}/src/dev/theme`,
    configureWebpack: () => ({
      // Docusaurus merges this into its own settings, which its types do not say.
      devServer: {
        // Another name that resolves to us is an attack, and no other site has business here.
        allowedHosts: ['127.0.0.1'],
        headers: { 'access-control-allow-origin': `http://127.0.0.1:${port}` },
        // Host and Origin stay as the browser sent them: the server checks both.
        proxy: [
          { context: ['/api'], target: `http://127.0.0.1:${server}`, ws: true, changeOrigin: false },
          { context: [reportsPath], target: `http://127.0.0.1:${reports}`, changeOrigin: false },
        ],
      },
    }) as object,
  });
}
