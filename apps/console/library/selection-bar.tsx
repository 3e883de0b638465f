import {
  DeleteOutlined,
  FolderOutlined,
  MinusCircleOutlined,
  ProfileOutlined,
  SendOutlined,
  StopOutlined,
  TagOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { BulkBar } from '../components/bulk-bar.tsx'
import { formatCount } from '../components/figures.ts'
import { useNarrow } from '../theme/theme.tsx'
import { counted } from './counted.ts'
import type { Choice } from './choice.ts'

type SelectionBarProps = {
  choice: Choice
  /** All that are chosen. */
  assets: readonly Asset[]
  clear(): void
  /** All fetched ones are chosen, but there are more under the filter. */
  beyond: number | undefined
}

/** What can be done with the chosen assets; each action takes those it fits, and says how many where not all. */
export const SelectionBar = ({ choice, assets, clear, beyond }: SelectionBarProps) => {
  const { t, i18n } = useTranslation()
  if (assets.length === 0) return null
  const { publishable, withdrawable, editable, deletable, rights } = choice
  const share = (part: readonly Asset[]) =>
    part.length > 0 && part.length < assets.length ? ` ${formatCount(part.length, i18n.language)}` : ''
  return (
    <div className="selection" data-testid="selection">
      {beyond === undefined ? null : (
        <p className="selection-note" role="status">
          {t('library.chosenLoaded', {
            ...counted(assets.length, i18n.language),
            all: formatCount(beyond, i18n.language),
          })}
        </p>
      )}
      <BulkBar count={assets.length} clear={clear}>
        {rights.publish ? (
          <Act
            primary
            icon={<SendOutlined />}
            label={t('actions.publish') + share(publishable)}
            why={publishable.length === 0 ? t('library.nonePublishable') : 'P'}
            disabled={publishable.length === 0}
            act={choice.publish}
            testId="bulk-publish"
          />
        ) : null}
        {withdrawable.length > 0 ? (
          <Act
            icon={<StopOutlined />}
            label={t('actions.withdraw') + share(withdrawable)}
            act={choice.withdraw}
            testId="bulk-withdraw"
          />
        ) : null}
        {editable.length > 0 ? (
          <>
            <Act
              icon={<FolderOutlined />}
              label={t('library.move') + share(editable)}
              why="M"
              act={choice.askWhere}
              testId="bulk-move"
            />
            <Act
              icon={<TagOutlined />}
              label={t('library.tag') + share(editable)}
              why="T"
              act={choice.askTags}
              testId="bulk-tag"
            />
          </>
        ) : null}
        {rights.collect ? (
          <Act
            icon={<ProfileOutlined />}
            label={t('library.collect')}
            why="C"
            act={choice.askCollection}
            testId="bulk-collect"
          />
        ) : null}
        {choice.uncollect ? (
          <Act icon={<MinusCircleOutlined />} label={t('library.uncollect')} act={choice.uncollect} testId="bulk-out" />
        ) : null}
        {deletable.length > 0 ? (
          <Act
            danger
            icon={<DeleteOutlined />}
            label={t('actions.delete') + share(deletable)}
            why="Del"
            act={choice.remove}
            testId="bulk-delete"
          />
        ) : null}
      </BulkBar>
    </div>
  )
}

type ActProps = {
  icon: ReactNode
  label: string
  /** The key that does the same, or why it cannot be done. */
  why?: string
  act(): void
  primary?: boolean
  danger?: boolean
  disabled?: boolean
  testId: string
}

/** On a phone the icon stands above its word, under the thumb. */
const Act = ({ icon, label, why, act, primary = false, danger = false, disabled = false, testId }: ActProps) => {
  const narrow = useNarrow()
  if (narrow) {
    return (
      <button
        type="button"
        className={`thumb-act ${danger ? 'red' : primary ? 'jade' : ''}`}
        disabled={disabled}
        onClick={act}
        data-testid={testId}
      >
        <span aria-hidden="true">{icon}</span>
        {label}
      </button>
    )
  }
  return (
    <Button
      {...(primary ? { type: 'primary' as const } : {})}
      danger={danger}
      disabled={disabled}
      onClick={act}
      title={why}
      data-testid={testId}
    >
      {label}
    </Button>
  )
}
