/** What a person brings to the steps when every runbook is run in practice: values that have no default, and what is typed. */

/** Output of the steps run so far, by id. */
export type Outputs = ReadonlyMap<string, string>;

/** Values of parameters that have no default, by runbook; some are read off an earlier step's output, as a person would. */
export const values: Readonly<Record<string, Readonly<Record<string, string | ((outputs: Outputs) => string)>>>> = {
  'transformed-efd': {
    USERNAME: 'trainee',
    TASK: '1',
    POD: (outputs) => /^transformed-efd-\S+my-custom-job\S+/m.exec(outputs.get('get-pods') ?? '')?.[0] ?? '',
  },
  's3proxy': { USERNAME: 'trainee' },
};

export interface Typing {
  /** pressed once the output has this */
  after: string;
  keys: string;
}

/** What is typed into interactive steps, by step, until they end. */
export const typing: Readonly<Record<string, readonly Typing[]>> = {
  'prompt-redis#redis-cli': [{ after: '>', keys: 'PING\r' }, { after: 'PONG', keys: 'exit\r' }],
  'prompt-redis#edit-announcement': [{ after: 'nano', keys: '\u0018' }],
  'transformed-efd#vault-login': [{ after: 'hidden', keys: 'practice\r' }],
  'transformed-efd#edit-job': [{ after: 'nano', keys: '\u0018' }],
  'transformed-efd#edit-copy': [{ after: 'nano', keys: '\u0018' }],
  'transformed-efd#watch-jobs': [{ after: 'Every', keys: '\u0003' }],
  'prompt-kafka#edit-subchart': [{ after: 'nano', keys: '\u0018' }, { after: 'nano', keys: '\u0018' }, { after: 'nano', keys: '\u0018' }],
  's3proxy#vault-login': [{ after: 'hidden', keys: 'practice\r' }],
  's3proxy#add-credentials': [{ after: 'key_id', keys: 'practice-dp1-hips-key\r' }, { after: 'hidden', keys: 'practice-dp1-hips-secret\r' }],
};
