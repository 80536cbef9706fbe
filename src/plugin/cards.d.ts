/** What the catalog plugin writes for the home page, the practice page and the overview of trust. */
declare module '@generated/handrail-catalog/default/cards.json' {
  const cards: import('./card.ts').Card[];
  export default cards;
}

declare module '@generated/handrail-catalog/default/first-day.json' {
  const path: import('./first-day.ts').Stop[];
  export default path;
}

declare module '@generated/handrail-catalog/default/trust.json' {
  const trust: import('./trust-data.ts').TrustData;
  export default trust;
}
