/** The sections that operators of a service look for, and the words by which a heading is known as one of them. */

export interface Section {
  name: string;
  /** all of them must stand in the heading, or in one under it */
  words: readonly RegExp[];
}

export const requiredSections: readonly Section[] = [
  { name: 'Intended audience', words: [/\baudience\b/i] },
  { name: 'Deployment', words: [/\bdeploy/i] },
  { name: 'Upgrade', words: [/\bupgrad/i] },
  { name: 'Rollback', words: [/\broll(?:ed|ing)?[ -]?back/i] },
  { name: 'Maintenance', words: [/\bmaintenance\b/i] },
  { name: 'Backup', words: [/\bback(?:ed)?[ -]?up/i] },
  { name: 'Cold startup', words: [/\bcold\b.*\bstart/i] },
  { name: 'Cold shutdown', words: [/\bcold\b.*\bshut/i] },
  { name: 'Reproduce the service', words: [/\breproduc/i] },
  { name: 'Troubleshooting', words: [/\btroubleshoot/i] },
  { name: 'Support', words: [/\bsupport\b/i] },
];
