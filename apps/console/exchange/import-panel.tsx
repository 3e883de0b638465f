import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Segmented, Select } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSchemas } from '../asset/metadata-schema.ts'
import { FormField } from '../components/form-field.tsx'
import { formatCount } from '../components/figures.ts'
import { api } from '../shell/api.ts'
import { randomId } from '../shell/random-id.ts'
import { useAct } from '../shell/use-act.ts'
import { ImportOutcome, type Outcome } from './import-outcome.tsx'
import { formatOf, formats, mostCharacters, textOf, type Format } from './source-text.ts'

const asItIs = 'as-it-is'
const none = 'none'
/** As the first line of a table names its columns. */
const head = 'fileName,title,tags,column'
const mostBytes = 4 * mostCharacters

/** Corrects many assets from a table, a list or a feed: tried first, line by line, and then done. */
export const ImportPanel = () => {
  const { t, i18n } = useTranslation()
  const id = useId()
  const queries = useQueryClient()
  const file = useRef<HTMLInputElement>(null)
  const schemas = useSchemas()
  const [text, setText] = useState('')
  const [name, setName] = useState<string>()
  const [format, setFormat] = useState<Format>('csv')
  const [schema, setSchema] = useState(asItIs)
  const [tooLarge, setTooLarge] = useState(false)
  const [over, setOver] = useState(false)
  const [outcome, setOutcome] = useState<{ of: string; dry: boolean; result: Outcome }>()
  const put = (next: string, from?: string) => {
    setText(next)
    setName(from)
    setFormat(formatOf(next))
    setTooLarge(next.length > mostCharacters)
    setOutcome(undefined)
  }
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    if (chosen.size > mostBytes) return setTooLarge(true)
    put(textOf(new Uint8Array(await chosen.arrayBuffer())), chosen.name)
  }
  const send = useAct(async (dryRun: boolean) => {
    const result = await api.vms.importMetadata(
      { format, text, dryRun, ...(schema === asItIs ? {} : { schema: schema === none ? null : schema }) },
      { idempotencyKey: randomId() },
    )
    setOutcome({ of: text, dry: dryRun, result })
    if (!dryRun) {
      await queries.invalidateQueries({ queryKey: ['assets'] })
      await queries.invalidateQueries({ queryKey: ['facets'] })
    }
  })
  const tried = outcome?.dry && outcome.of === text ? outcome.result : undefined
  const fault = tooLarge ? t('exchange.tooLarge', { most: formatCount(mostCharacters, i18n.language) }) : undefined
  return (
    <section
      className={`panel panel-body exchange-import ${over ? 'is-over' : ''}`}
      aria-label={t('exchange.import')}
      data-testid="import"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void read(event.dataTransfer.files[0])
      }}
    >
      <div className="exchange-line">
        <div>
          <h2>{t('exchange.import')}</h2>
          <p className="soft">{t('exchange.importAbout')}</p>
        </div>
        <input
          ref={file}
          type="file"
          accept=".csv,.tsv,.txt,.json,.xml,.rss,.mrss"
          hidden
          data-testid="import-file"
          onChange={(event) => {
            void read(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
        <Button onClick={() => file.current?.click()}>{t('exchange.chooseFile')}</Button>
      </div>
      <FormField
        id={`${id}text`}
        label={name ?? t('exchange.text')}
        help={t('exchange.textHelp')}
        fault={fault}
        count={
          text === ''
            ? undefined
            : t('exchange.lines', { count: text.split('\n').filter((line) => line.trim() !== '').length })
        }
      >
        {(control) => (
          <Input.TextArea
            {...control}
            className="mono exchange-text"
            rows={6}
            value={text}
            spellCheck={false}
            placeholder={head}
            onChange={(event) => put(event.target.value, name)}
            data-testid="import-text"
          />
        )}
      </FormField>
      <div className="exchange-choices">
        <Segmented<Format>
          aria-label={t('exchange.format')}
          value={format}
          onChange={(next) => {
            setFormat(next)
            setOutcome(undefined)
          }}
          options={formats.map((value) => ({ value, label: t(`exchange.forms.${value}`) }))}
        />
        <Select
          className="exchange-schema"
          aria-label={t('exchange.schema')}
          value={schema}
          onChange={(next) => {
            setSchema(next)
            setOutcome(undefined)
          }}
          options={[
            { value: asItIs, label: t('exchange.asItIs') },
            ...(schemas.data ?? [])
              .filter(({ retired }) => !retired)
              .map((one) => ({ value: one.id, label: t('exchange.follow', { name: one.name }) })),
            { value: none, label: t('exchange.noSchema') },
          ]}
        />
        <span className="grow" />
        <Button
          type={tried ? 'default' : 'primary'}
          disabled={text.trim() === '' || tooLarge}
          loading={send.busy && !tried}
          onClick={() => send.act(true)}
          data-testid="import-try"
        >
          {t('exchange.try')}
        </Button>
        {tried ? (
          <Button
            type="primary"
            disabled={tried.changed === 0}
            loading={send.busy}
            onClick={() => send.act(false)}
            data-testid="import-do"
          >
            {t('exchange.do', { count: tried.changed })}
          </Button>
        ) : null}
      </div>
      {outcome ? <ImportOutcome outcome={outcome.result} dry={outcome.dry} /> : null}
    </section>
  )
}
