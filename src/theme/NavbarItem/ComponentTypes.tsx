/** The kinds of entries of the navigation: the theme's own, and the one that says who is here. */
import NavAccount from '@site/src/components/NavAccount';
import original from '@theme-original/NavbarItem/ComponentTypes';

export default { ...original, 'custom-account': NavAccount };
