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
      'htmlLabels', 'themeCSS', 'themeVariables', 'theme', 'fontFamily', 'altFontFamily', 'dompurifyConfig', 'deterministicIds', 'layout', 'flowchart', 'state',
    ],
    htmlLabels: false,
    // ELK, the default, is another 450 KiB.
    layout: 'dagre',
    // At its own size: a narrow screen scrolls.
    flowchart: { useMaxWidth: false, wrappingWidth: 320, nodeSpacing: 30, rankSpacing: 40, padding: 10 },
    state: { useMaxWidth: false },
    suppressErrorRendering: true,
    themeVariables: { fontSize: '14px' },
    maxTextSize: 10_000,
    maxEdges: 200,
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  },
};
