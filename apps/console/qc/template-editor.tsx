import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Template } from '#services/qc'
import { FormField } from '../components/form-field.tsx'
import { problemText } from '../shell/problem.ts'
import { Asks } from './asks.tsx'
import { RuleLine } from './rule-line.tsx'
import { groupNames, groups, stops, tidied, type Changes, type Kind, type Rules } from './templates.ts'

export type Edited = Pick<Template, 'title' | 'stopsPublish' | 'rules'>

type TemplateEditorProps = { first: Edited; okText: string; save(edited: Edited): Promise<void> }

const longestTitle = 100

/** What a template asks for, by picture, sound, format and file. Nothing typed is lost when it cannot be saved. */
export const TemplateEditor = ({ first, okText, save }: TemplateEditorProps) => {
  const { t } = useTranslation()
  const id = useId()
  const [draft, setDraft] = useState(first)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const dirty = draft !== first
  useEffect(() => {
    if (!dirty) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [dirty])
  const { title, stopsPublish, rules } = draft
  const put = (changes: Partial<Edited>) => setDraft((before) => ({ ...before, ...changes }))
  const ask = (changes: Changes) =>
    setDraft((before) => ({ ...before, rules: { ...before.rules, ...changes } as Rules }))
  const setRule = (kind: Kind, rule: NonNullable<Rules['rules'][Kind]>) =>
    ask({ rules: { ...rules.rules, [kind]: rule } })
  const send = async () => {
    setBusy(true)
    setFault(undefined)
    try {
      await save({ title: title.trim(), stopsPublish, rules: tidied(rules) })
    } catch (error) {
      setFault(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="qc-editor"
      data-testid="template-editor"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && title.trim() !== '') void send()
      }}
    >
      <section className="panel panel-body qc-head-fields">
        <FormField id={`${id}title`} label={t('qcRoom.name')} required>
          {(control) => (
            <Input
              {...control}
              value={title}
              maxLength={longestTitle}
              onChange={(event) => put({ title: event.target.value })}
              data-testid="template-title"
            />
          )}
        </FormField>
        <FormField id={`${id}stops`} label={t('qcRoom.stopsPublish')} help={t('qcRoom.stopsHelp')}>
          {(control) => (
            <div role="radiogroup" aria-label={t('qcRoom.stopsPublish')} className="field-radios" id={control.id}>
              {stops.map((one) => (
                <label key={one} className="field-radio">
                  <input
                    type="radio"
                    name={control.id}
                    value={one}
                    checked={stopsPublish === one}
                    onChange={() => put({ stopsPublish: one })}
                  />
                  <span>{t(`qcRoom.stops.${one}`)}</span>
                </label>
              ))}
            </div>
          )}
        </FormField>
      </section>
      {groupNames.map((group) => (
        <section key={group} className="panel qc-group" aria-labelledby={`${id}${group}`}>
          <h2 id={`${id}${group}`}>{t(`qcRoom.groups.${group}`)}</h2>
          <ul>
            {groups[group].map((kind) => (
              <RuleLine key={kind} kind={kind} rule={rules.rules[kind]} change={(rule) => setRule(kind, rule)} />
            ))}
          </ul>
          <Asks group={group} rules={rules} ask={ask} />
        </section>
      ))}
      <div className="qc-save">
        <span className="form-general" role="alert">
          {fault}
        </span>
        {dirty ? (
          <Button onClick={() => setDraft(first)} data-testid="template-revert">
            {t('qcRoom.revert')}
          </Button>
        ) : null}
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={title.trim() === ''}
          data-testid="template-save"
        >
          {okText}
        </Button>
      </div>
    </form>
  )
}
