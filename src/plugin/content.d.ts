/** What the search plugin writes: what search is made from, and what the places of the runbooks are called. */
declare module '@generated/handrail-search/default/content.json' {
  const content: import('../../common/search/content.ts').SearchContent;
  export default content;
}

declare module '@generated/handrail-search/default/names.json' {
  const names: import('../../common/search/names.ts').Names;
  export default names;
}
