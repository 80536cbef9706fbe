/** What a runbook's MDX may use beyond Markdown. */
import Original from '@theme-original/MDXComponents';
import Manual from '@site/src/components/Manual';
import NotWritten from '@site/src/components/NotWritten';

export default { ...Original, Manual, NotWritten };
