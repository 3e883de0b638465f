import { PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetadataField } from '#services/vms'
import { FormField } from '../components/form-field.tsx'
import { Empty } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { problemText } from '../shell/problem.ts'
import { FieldEditor } from './field-editor.tsx'
import { faultsOf, keyFor, moved, settled, type Draft } from './fields.ts'

type Edited = { name: string; fields: MetadataField[] }
type SchemaEditorProps = {
  first: Edited
  readOnly: boolean
  okText: string
  save(edited: Edited): Promise<void>
}

const longestName = 100
const mostFields = 200

/** The name of a schema and its fields, in the order in which they are filled in. */
export const SchemaEditor = ({ first, readOnly, okText, save }: SchemaEditorProps) => {
  const { t } = useTranslation()
  const id = useId()
  const [name, setName] = useState(first.name)
  const [fields, setFields] = useState<readonly Draft[]>(first.fields)
  const [tried, setTried] = useState(false)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const dirty = name !== first.name || fields !== first.fields
  useEffect(() => {
    if (!dirty || readOnly) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [dirty, readOnly])
  const faults = faultsOf(fields)
  const add = () =>
    setFields([
      ...fields,
      {
        key: keyFor(
          '',
          fields.map(({ key }) => key),
        ),
        label: '',
        type: 'text',
        isNew: true,
      },
    ])
  const change = (at: number, next: Draft) => setFields(fields.with(at, next))
  const drop = (at: number) => {
    const before = fields
    setFields(fields.toSpliced(at, 1))
    offerUndo({ text: t('schemas.fieldGone', { label: fields[at]!.label }), undo: () => setFields(before) })
  }
  const send = async () => {
    setTried(true)
    if (name.trim() === '' || faults.size > 0) return
    setBusy(true)
    setFault(undefined)
    try {
      await save({ name: name.trim(), fields: fields.map(settled) })
    } catch (error) {
      setFault(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="schema-editor"
      data-testid="schema-editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && !readOnly) void send()
      }}
    >
      <FormField
        id={`${id}name`}
        label={t('schemas.name')}
        help={t('schemas.nameHelp')}
        fault={tried && name.trim() === '' ? t('schemas.faults.name') : undefined}
        required
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={longestName}
            disabled={readOnly}
            onChange={(event) => setName(event.target.value)}
            data-testid="schema-name"
          />
        )}
      </FormField>
      {fields.length === 0 ? <Empty small title={t('schemas.noFields')} detail={t('schemas.noFieldsDetail')} /> : null}
      <ol className="schema-fields">
        {fields.map((field, i) => (
          <FieldEditor
            key={field.isNew ? `new ${i}` : field.key}
            field={field}
            others={fields.filter((one) => one !== field).map(({ key }) => key)}
            fault={tried ? faults.get(i) : undefined}
            readOnly={readOnly}
            change={(next) => change(i, next)}
            drop={() => drop(i)}
            up={i > 0 ? () => setFields(moved(fields, i, -1)) : undefined}
            down={i < fields.length - 1 ? () => setFields(moved(fields, i, 1)) : undefined}
          />
        ))}
      </ol>
      {readOnly ? null : (
        <>
          <Button
            icon={<PlusOutlined />}
            disabled={fields.length >= mostFields}
            onClick={add}
            block
            data-testid="add-field"
          >
            {t('schemas.addField')}
          </Button>
          <div className="schema-save">
            <span className="form-general" role="alert">
              {fault ?? (tried && faults.size > 0 ? t('schemas.lookAbove') : null)}
            </span>
            <Button type="primary" htmlType="submit" loading={busy} data-testid="schema-save">
              {okText}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
