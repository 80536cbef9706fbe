/** What the catalog plugin writes for the home page and the practice page. */
declare module '@generated/handrail-catalog/default/cards.json' {
  const cards: import('./card.ts').Card[];
  export default cards;
}

declare module '@generated/handrail-catalog/default/first-day.json' {
  const path: import('./first-day.ts').Stop[];
  export default path;
}
