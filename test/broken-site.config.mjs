/**
 * For `broken-site.test.ts`: the site as it is, without what its runbooks do not need. One page of handbook stands for all, and
 * diagrams are left out; most of the work of a whole build goes into those.
 */
import site from '../docusaurus.config';

/** The folder that stands for the handbook. */
const docs = process.env.SITE_DOCS;
const handbook = '@docusaurus/plugin-content-docs';

export default {
  ...site,
  markdown: { ...site.markdown, mermaid: false },
  themes: site.themes.filter((theme) => theme !== '@docusaurus/theme-mermaid'),
  plugins: site.plugins.map((plugin) => (plugin[0] === handbook ? [handbook, { ...plugin[1], path: docs }] : plugin)),
};
