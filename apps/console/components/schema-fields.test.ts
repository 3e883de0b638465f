import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { compose, faultOf, fieldsOf, flatten, leavesOf, type JsonSchema } from './schema-fields.ts'

const Person = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 20, pattern: '\\S' }),
  role: Type.Enum(['editor', 'viewer']),
  kind: Type.Optional(Type.Union([Type.Literal('staff'), Type.Literal('guest')])),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  column: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()])),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 4 }), { maxItems: 2 }),
  scopes: Type.Array(Type.Enum(['read', 'write'])),
  days: Type.Integer({ minimum: 1, maximum: 30, default: 7 }),
  active: Type.Boolean(),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  address: Type.Object({ city: Type.String({ maxLength: 50 }), zip: Type.Optional(Type.String({ maxLength: 9 })) }),
})
const fields = fieldsOf(Person as unknown as JsonSchema)
const field = (path: string) => leavesOf(fields).find((one) => one.path === path)!

test('a contract says of itself what each field is', () => {
  assert.deepEqual(
    leavesOf(fields).map(({ path, kind }) => `${path} ${kind}`),
    [
      'name text',
      'role choice',
      'kind choice',
      'note long',
      'column text',
      'tags tags',
      'scopes choices',
      'days number',
      'active switch',
      'from instant',
      'address.city text',
      'address.zip text',
    ],
  )
  assert.deepEqual(field('role').options, ['editor', 'viewer'])
  assert.deepEqual(field('kind').options, ['staff', 'guest'])
  assert.deepEqual(field('scopes').options, ['read', 'write'])
  assert.equal(field('column').nullable, true)
  assert.equal(field('note').required, false)
})

test('what is laid out flat comes back as it was', () => {
  const given = {
    name: '王芳',
    role: 'editor',
    tags: ['要闻'],
    scopes: [],
    days: 3,
    active: true,
    column: '新闻联播',
    address: { city: '清河' },
  }
  assert.deepEqual(compose(fields, flatten(fields, given)), given)
})

test('what nobody filled in is left out, and what was emptied is none', () => {
  const values = { ...flatten(fields, {}), name: '  王芳 ', note: '', column: '' }
  const sent = compose(fields, values)
  assert.equal(sent.name, '王芳')
  assert.equal('note' in sent, false)
  assert.equal(sent.column, null)
  assert.equal(sent.days, 7, 'as the schema would have it')
  assert.deepEqual(sent.tags, [])
})

test('what the server would refuse is told before', () => {
  assert.deepEqual(faultOf(field('name'), '  '), { rule: 'required' })
  assert.deepEqual(faultOf(field('name'), '长'.repeat(21)), { rule: 'maxLength', limit: 20 })
  assert.equal(faultOf(field('name'), '😀'.repeat(20)), undefined, 'counted as people count')
  assert.deepEqual(faultOf(field('days'), 31), { rule: 'maximum', limit: 30 })
  assert.deepEqual(faultOf(field('days'), 1.5), { rule: 'integer' })
  assert.deepEqual(faultOf(field('tags'), ['一', '二', '三']), { rule: 'maxItems', limit: 2 })
  assert.deepEqual(faultOf(field('tags'), ['五个字太长']), { rule: 'maxLength', limit: 4 })
  assert.equal(faultOf(field('tags'), []), undefined)
  assert.equal(faultOf(field('note'), ''), undefined)
  assert.equal(faultOf(field('address.city'), '清河'), undefined)
})
