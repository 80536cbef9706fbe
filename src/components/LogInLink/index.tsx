/** A link to the login page that leads back to where one is: whoever followed a link to a step must not have to find it again. */
import type { ReactNode, SyntheticEvent } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';

interface Props {
  children: ReactNode;
  className?: string;
  title?: string;
}

/** Takes what an anchor takes. Where one is, is looked up only when the link is used: the fragment changes as one reads on. */
export default function LogInLink({ children, ...rest }: Props): ReactNode {
  const login = useBaseUrl('/login');
  const aim = ({ currentTarget }: SyntheticEvent<HTMLAnchorElement>) => {
    const to = location.pathname + location.search + location.hash;
    currentTarget.href = `${login}?${new URLSearchParams({ to }).toString()}`;
  };
  return <a {...rest} href={login} onPointerDown={aim} onFocus={aim} onClick={aim}>{children}</a>;
}
