"""reStructuredText on standard input -> its docutils tree as JSON on standard output.

Every role and every directive that is not plain docutils becomes a generic node, so that a page written for Sphinx keeps
all its words, whatever extensions it was written for. Nothing is included, nothing raw is kept, no configuration is read.
"""
import json
import resource
import sys

SECONDS, BYTES = 30, 1024 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))

from docutils import frontend, nodes, utils  # noqa: E402  (the limits come first)
from docutils.parsers.rst import Directive, Parser, directives, roles  # noqa: E402

# Of docutils' own: they only shape what stands in the page itself.
OWN = {'image', 'figure', 'table', 'list-table', 'csv-table', 'replace', 'unicode', 'parsed-literal'}
# Their content is no reStructuredText.
VERBATIM = {'code-block', 'code', 'sourcecode', 'prompt', 'highlight', 'raw', 'math', 'graphviz', 'mermaid', 'uml', 'plantuml',
            'literalinclude', 'include', 'toctree', 'index', 'contents', 'rst-class', 'class', 'default-role', 'highlightlang',
            'program-output', 'command-output', 'terminal', 'code-cell', 'ipython', 'testcode', 'testoutput', 'productionlist'}

ADMONITIONS = {'note', 'info', 'tip', 'hint', 'warning', 'caution', 'danger', 'error', 'attention', 'important', 'seealso', 'todo',
               'container', 'success', 'question', 'example'}


class AnyOption(dict):
    """Takes every option as it is written."""

    def __bool__(self):
        return True

    def __getitem__(self, key):
        return lambda value: value


class generic_directive(nodes.General, nodes.Element):
    pass


class generic_role(nodes.Inline, nodes.TextElement):
    pass


class AnyDirective(Directive):
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = AnyOption()

    def run(self):
        node = generic_directive()
        node.line = self.lineno
        node['name'] = self.name
        node['argument'] = ' '.join(self.arguments)
        node['options'] = {key: value or '' for key, value in self.options.items()}
        node['content'] = '\n'.join(self.content)
        node['contentLine'] = self.content_offset + 1
        if self.name not in VERBATIM and self.content:
            self.state.nested_parse(self.content, self.content_offset, node, match_titles=1)
        return [node]


def any_role(name, rawtext, text, lineno, inliner, options=None, content=()):
    node = generic_role(rawtext, utils.unescape(text))
    node['name'] = name
    node['text'] = utils.unescape(text)
    node.line = lineno
    return [node], []


class Admonition(AnyDirective):
    """Its first line is text already, not an argument."""

    optional_arguments = 0


own_directive = directives.directive


def directive(name, language, document):
    if name in OWN:
        return own_directive(name, language, document)
    return (Admonition if name.lower() in ADMONITIONS else AnyDirective), []


directives.directive = directive
roles.role = lambda name, language, lineno, reporter: (
    (lambda *args, **kwargs: any_role(name or 'title-reference', *args[1:], **kwargs)), [])

KEPT = ('name', 'argument', 'options', 'content', 'contentLine', 'text', 'refuri', 'refname', 'names', 'refid', 'uri', 'alt',
        'enumtype', 'start', 'level', 'line', 'attribution', 'stub', 'classes', 'anonymous', 'ids', 'morecols', 'morerows')


def plain(node):
    if isinstance(node, nodes.Text):
        return {'t': '#', 'v': node.astext()}
    kept = {key: node[key] for key in KEPT if key in node and node[key] not in (None, [], '')}
    return {'t': node.tagname, 'l': node.line or 0, 'a': kept, 'c': [plain(child) for child in node.children]}


def main():
    text = sys.stdin.buffer.read().decode('utf-8')
    sys.setrecursionlimit(4000)
    defaults = frontend.OptionParser(components=(Parser,)).get_default_values()
    defaults.report_level, defaults.halt_level, defaults.warning_stream = 2, 5, None
    defaults.file_insertion_enabled = defaults.raw_enabled = False
    defaults.line_length_limit = 1_000_000
    defaults._disable_config = True
    document = utils.new_document('<page>', defaults)
    try:
        Parser().parse(text, document)
        tree = plain(document)
        tree['problems'] = [plain(message) for message in document.parse_messages]
        json.dump(tree, sys.stdout)
    except RecursionError:
        sys.stderr.write('it is nested too deeply')
        sys.exit(3)
    except MemoryError:
        sys.stderr.write('it needs too much memory')
        sys.exit(3)


main()
