/**
 * The answers of a redis-cli that asks the same again and again, out of what it prints (redis-text.ts). Where a list ends it does
 * not say: that shows when the next answer begins, which no other line does like.
 */
import { ReadProblem } from './read-problem.ts';
import { type Answer, answerIn } from './redis-text.ts';

/** A group with some thousands of consumers, all told. */
const longestAnswer = 1024 * 1024;
/** The first item of a list. Of a list inside, the first stands behind the number of the item that it is. */
const first = /^ *1\) /;
const further = /^ *\d+\) /;

/** Takes what redis-cli prints; gives its answers one by one, an error as such. Throws `ReadProblem` at what is too long or no answer. */
export async function* answersIn(output: AsyncIterable<Buffer>): AsyncGenerator<Answer | Error, void> {
  const decoder = new TextDecoder();
  let list: string[] = [];
  let length = 0;
  let rest = '';
  for await (const chunk of output) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [isFirst, isFurther] = [first.test(line), further.test(line)];
      if (list.length > 0 && (isFirst || !isFurther)) {
        yield read(list.join('\n'));
        [list, length] = [[], 0];
      }
      if (isFirst || isFurther) list.push(line);
      else if (line.trim() !== '') yield read(line);
      length += line.length;
    }
    if (length + rest.length > longestAnswer) throw new ReadProblem('Redis answers with more than can be shown here.', 413);
  }
  if (list.length > 0) yield read(list.join('\n'));
}

function read(text: string): Answer | Error {
  try {
    return answerIn(text);
  } catch {
    throw new ReadProblem('What Redis answered could not be read.');
  }
}
