import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter } from '../../../common/catalog/parameter.ts';
import { isTame } from './tame.ts';

const parameter = (over: Partial<Parameter>): Parameter => ({ name: 'X', type: 'text', title: 'X', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false, ...over });

test('a parameter is tame when no value of it can mean anything to a program', () => {
  for (const over of [{ type: 'name' }, { type: 'integer' }, { type: 'choice', choices: ['a', 'b-1'] }, { type: 'pattern', pattern: '\\d{4}-\\d{2}' }, { type: 'pattern', pattern: '[a-z][a-z0-9._-]*' }, { type: 'pattern', pattern: '\\w[\\w.-]*' }, { type: 'pattern', pattern: '(?:a|b)+\\.yaml' }] as const) {
    assert.equal(isTame(parameter(over)), true, JSON.stringify(over));
  }
  for (const over of [{ type: 'text' }, { type: 'choice', choices: ['a b'] }, { type: 'choice', choices: ['$(id)'] }, { type: 'pattern', pattern: '.*' }, { type: 'pattern', pattern: '[^a]' }, { type: 'pattern', pattern: '\\S+' }, { type: 'pattern', pattern: '[!-~]+' }, { type: 'pattern', pattern: 'a;b' }] as const) {
    assert.equal(isTame(parameter(over)), false, JSON.stringify(over));
  }
});
