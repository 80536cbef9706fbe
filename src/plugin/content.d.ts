/** What the search plugin writes: what search is made from, of which one gets the address, and what the places of the runbooks are called. */
declare module '@generated/handrail-search/default/content.json' {
  const address: string;
  export default address;
}

declare module '@generated/handrail-search/default/names.json' {
  const names: import('../../common/search/names.ts').Names;
  export default names;
}
