/**
 * The entry of the navigation that is about the reader: to their account, or to log in and come back. Before the server has
 * answered, and without JavaScript, it leads to the account, which says how to log in.
 */
import { type ReactNode, useEffect } from 'react';
import clsx from 'clsx';
import { useLocation } from '@docusaurus/router';
import useBaseUrl from '@docusaurus/useBaseUrl';
import Item from '@theme/NavbarItem/DefaultNavbarItem';
import { loadSession, session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import LogInLink from '../LogInLink';
import styles from './styles.module.css';

interface Props {
  /** in the menu of a narrow screen */
  mobile?: boolean;
  position?: 'left' | 'right';
  onClick?: () => void;
}

export default function NavAccount({ mobile = false, onClick }: Props): ReactNode {
  const state = useStore(session, (value) => value.state);
  const name = useStore(session, (value) => (value.state === 'in' ? value.person.name : ''));
  const isLogin = useLocation().pathname === useBaseUrl('/login');
  // Who is logging in is nobody yet, and comes to another page then.
  useEffect(() => { if (!isLogin) void loadSession(); }, [isLogin]);
  if (state === 'out' && !isLogin) return <LoggedOut mobile={mobile} />;
  const isNobody = isLogin && state !== 'in';
  return <Item to={isNobody ? '/login' : '/account'} label={isNobody ? 'Log in' : 'You'} title={name === '' ? undefined : `You are logged in as ${name}`} mobile={mobile} onClick={onClick} className={clsx(!mobile && styles.entry)} />;
}

function LoggedOut({ mobile }: { mobile: boolean }): ReactNode {
  if (!mobile) return <LogInLink className={clsx('navbar__item navbar__link', styles.entry)}>Log in</LogInLink>;
  return <li className="menu__list-item"><LogInLink className="menu__link">Log in</LogInLink></li>;
}
