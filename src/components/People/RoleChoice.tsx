/** Roles to choose from, each with what it lets one do. */
import type { ReactNode } from 'react';
import { rightsOf, rightTitles, type Role, roles } from '../../../common/rights.ts';
import styles from '../Account/styles.module.css';

export default function RoleChoice({ chosen, onChoose }: { chosen: readonly Role[]; onChoose(roles: Role[]): void }): ReactNode {
  return (
    <fieldset className={styles.choices}>
      <legend>Roles</legend>
      {roles.map((role) => (
        <label key={role} className={styles.check}>
          <input type="checkbox" checked={chosen.includes(role)}
            onChange={(event) => { onChoose(roles.filter((one) => (one === role ? event.target.checked : chosen.includes(one)))); }} />
          <span><strong>{role}</strong>: {what(role)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What a role lets one do, besides what the one before it does. */
function what(role: Role): string {
  const usual = role === 'viewer' ? [] : rightsOf(role === 'trainee' ? ['viewer'] : ['trainee']);
  return `${usual.length > 1 ? 'as a trainee, and ' : usual.length > 0 ? 'as a viewer, and ' : ''}${rightsOf([role]).filter((right) => !usual.includes(right)).map((right) => rightTitles[right]).join('; ')}`;
}
