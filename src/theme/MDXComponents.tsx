/** What a runbook's MDX may use beyond Markdown. */
import Original from '@theme-original/MDXComponents';
import Manual from '@site/src/components/Manual';

export default { ...Original, Manual };
