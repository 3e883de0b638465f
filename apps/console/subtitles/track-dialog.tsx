import { AutoComplete, Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind, Track } from '#services/subtitles'
import { languageName, languages } from './upload.ts'

export type TrackWish = { kind: Kind; language: string; label: string; isDefault: boolean }
type TrackDialogProps = {
  /** The track that is changed; a new one where none is given. */
  track?: Track
  title: string
  busy: boolean
  close(): void
  apply(wish: TrackWish): void
}

const kinds: Kind[] = ['subtitles', 'captions', 'chapters']
const code = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/

/** What a track is: kind, language, and what players call it. */
export const TrackDialog = ({ track, title, busy, close, apply }: TrackDialogProps) => {
  const { t } = useTranslation()
  const [wish, setWish] = useState<TrackWish>({
    kind: track?.kind ?? 'subtitles',
    language: track?.language ?? 'zh-CN',
    label: track?.label ?? '',
    isDefault: track?.isDefault ?? false,
  })
  const set = (changes: Partial<TrackWish>) => setWish((before) => ({ ...before, ...changes }))
  const isCode = code.test(wish.language.trim())
  return (
    <Modal
      open
      title={title}
      width={400}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{t('actions.cancel')}</Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!isCode}
            onClick={() => apply({ ...wish, language: wish.language.trim(), label: wish.label.trim() })}
            data-testid="track-apply"
          >
            {t(track ? 'actions.save' : 'actions.create')}
          </Button>
        </>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('subtitles.kind')} htmlFor="track-kind">
          <Select
            id="track-kind"
            value={wish.kind}
            onChange={(kind) => set({ kind })}
            options={kinds.map((value) => ({ value, label: t(`subtitles.kinds.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          label={t('subtitles.language')}
          htmlFor="track-language"
          {...(isCode ? {} : { validateStatus: 'error' as const, help: t('problems.bad-language') })}
        >
          <AutoComplete
            id="track-language"
            value={wish.language}
            onChange={(language: string) => set({ language: language.slice(0, 35) })}
            options={languages.map((value) => ({ value, label: `${languageName(value)} · ${value}` }))}
            showSearch={{ filterOption: false }}
          />
        </Form.Item>
        <Form.Item label={t('subtitles.label')} htmlFor="track-label" extra={t('subtitles.labelHint')}>
          <Input
            id="track-label"
            value={wish.label}
            maxLength={100}
            placeholder={isCode ? languageName(wish.language.trim()) : ''}
            onChange={(event) => set({ label: event.target.value })}
          />
        </Form.Item>
        <Checkbox checked={wish.isDefault} onChange={(event) => set({ isDefault: event.target.checked })}>
          {t('subtitles.isDefault')}
        </Checkbox>
      </Form>
    </Modal>
  )
}
