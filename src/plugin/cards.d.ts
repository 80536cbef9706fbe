/** What the catalog plugin writes for the home page. */
declare module '@generated/handrail-catalog/default/cards.json' {
  const cards: import('./card.ts').Card[];
  export default cards;
}
