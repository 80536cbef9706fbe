/** The site's own colours, by name, so that a picture changes with the page from light to dark. */
const colours = `
  .node rect, .node circle, .node ellipse, .node polygon, .node path { fill: var(--ifm-background-color); stroke: var(--hr-field-line); }
  .cluster rect { fill: var(--hr-hover); stroke: var(--hr-line); rx: 8px; }
  .node .label text, .cluster text, .cluster-label text, .edgeLabel text { fill: var(--ifm-font-color-base); }
  .edgeLabel rect { fill: var(--hr-surface); opacity: 0.9; }
  .flowchart-link, .edgePaths .path { stroke: var(--hr-quiet); }
  .marker { fill: var(--hr-quiet); stroke: var(--hr-quiet); }
`;

/**
 * How Mermaid draws. A diagram is part of a runbook, and so hostile input: it may set nothing of this itself (`secure`), hold
 * no HTML and no handlers (`strict`), and be only so large.
 *
 * Keys: https://mermaid.js.org/config/schema-docs/config.html. The first six of `secure` are Mermaid's own.
 */
export const mermaid = {
  theme: { light: 'neutral', dark: 'dark' },
  options: {
    securityLevel: 'strict',
    secure: [
      'secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'suppressErrorRendering', 'maxEdges',
      'htmlLabels', 'themeCSS', 'themeVariables', 'theme', 'look', 'fontFamily', 'altFontFamily', 'dompurifyConfig', 'deterministicIds', 'layout', 'flowchart', 'state',
    ],
    htmlLabels: false,
    // The default, neo, casts shadows, which glow in the dark.
    look: 'classic',
    themeCSS: colours,
    // ELK, the default, is another 450 KiB.
    layout: 'dagre',
    // At its own size: a narrow screen scrolls. No wider than its words ask for, so that a wide one need not shrink them.
    flowchart: { useMaxWidth: false, wrappingWidth: 320, minNodeWidth: 40, nodeSpacing: 30, rankSpacing: 32, padding: 12 },
    state: { useMaxWidth: false },
    suppressErrorRendering: true,
    themeVariables: { fontSize: '14px' },
    maxTextSize: 10_000,
    maxEdges: 200,
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  },
};
