import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { formatCount } from '../components/figures.ts'
import { counted } from './counted.ts'
import { useFacets } from './catalogue.ts'

export type TagChange = { add: string[]; remove: string[] }
type TagDialogProps = { assets: readonly Asset[]; open: boolean; close(): void; apply(change: TagChange): void }

const longestTag = 40
const mostShown = 60

/** Adds and takes away tags of many assets: each tag is on all of them, on some or on none. */
export const TagDialog = ({ assets, open, close, apply }: TagDialogProps) => (
  <TagModal key={String(open)} assets={assets} open={open} close={close} apply={apply} />
)

const TagModal = ({ assets, open, close, apply }: TagDialogProps) => {
  const { t, i18n } = useTranslation()
  const { data } = useFacets({}, { enabled: open })
  const [text, setText] = useState('')
  const [made, setMade] = useState<string[]>([])
  const [changes, setChanges] = useState<ReadonlyMap<string, boolean>>(new Map())
  const on = new Map<string, number>()
  for (const { tags } of assets) for (const tag of tags) on.set(tag, (on.get(tag) ?? 0) + 1)
  const known = [...new Set([...made, ...on.keys(), ...(data?.tags.map(({ value }) => value) ?? [])])]
  const wanted = text.trim().slice(0, longestTag)
  const found = known.filter((tag) => tag.toLowerCase().includes(wanted.toLowerCase())).slice(0, mostShown)
  const set = (tag: string, value: boolean) => {
    const count = on.get(tag) ?? 0
    const next = new Map(changes)
    // Back to how it is on all of them is no change.
    if (value ? count === assets.length : count === 0) next.delete(tag)
    else next.set(tag, value)
    setChanges(next)
  }
  const take = () => {
    if (wanted === '') return
    const tag = known.find((one) => one.toLowerCase() === wanted.toLowerCase()) ?? wanted
    if (!known.includes(tag)) setMade([tag, ...made])
    set(tag, true)
    setText('')
  }
  const chosen = (value: boolean) => [...changes].filter(([, one]) => one === value).map(([tag]) => tag)
  const done = () => {
    apply({ add: chosen(true), remove: chosen(false) })
    close()
  }
  return (
    <Modal
      open={open}
      onCancel={close}
      title={t('library.tagAssets', counted(assets.length, i18n.language))}
      width={440}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t('actions.cancel')}</Button>
          <Button type="primary" disabled={changes.size === 0} onClick={done} data-testid="apply-tags">
            {t('library.apply')}
          </Button>
        </>
      }
    >
      <div className="tag-dialog">
        <Input
          autoFocus
          value={text}
          maxLength={longestTag}
          placeholder={t('library.typeTag')}
          aria-label={t('library.typeTag')}
          data-testid="tag-name"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            if (wanted !== '') take()
            else if (changes.size > 0) done()
          }}
        />
        <div className="tag-list">
          {wanted !== '' && !known.includes(wanted) ? (
            <button type="button" className="facet" onClick={take}>
              <PlusOutlined aria-hidden="true" />
              <span className="facet-label">{t('library.newTag', { tag: wanted })}</span>
            </button>
          ) : null}
          {found.map((tag) => {
            const count = on.get(tag) ?? 0
            const changed = changes.get(tag)
            return (
              <Checkbox
                key={tag}
                checked={changed ?? (count > 0 && count === assets.length)}
                indeterminate={changed === undefined && count > 0 && count < assets.length}
                onChange={(event) => set(tag, event.target.checked)}
              >
                <span className="tag-name">{tag}</span>
                {count > 0 ? (
                  <span className="faint numerals">
                    {formatCount(count, i18n.language)}/{formatCount(assets.length, i18n.language)}
                  </span>
                ) : null}
              </Checkbox>
            )
          })}
        </div>
      </div>
    </Modal>
  )
}
