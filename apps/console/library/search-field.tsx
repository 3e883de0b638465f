import { SearchOutlined } from '@ant-design/icons'
import { Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeys } from '../shell/keys.ts'

const searchMilliseconds = 250

/** Searches a moment after the last letter; not while a Chinese word is being put together. `/` goes there. */
export const SearchField = ({ text, search }: { text: string; search(text: string): void }) => {
  const { t } = useTranslation()
  const [value, setValue] = useState(text)
  const field = useRef<InputRef>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const composing = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  // The filter can be taken away elsewhere; while somebody types, the field leads.
  useEffect(() => {
    if (!field.current?.input?.matches(':focus')) setValue(text)
  }, [text])
  useKeys({ '/': () => field.current?.focus() })
  const soon = (next: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => search(next.trim()), searchMilliseconds)
  }
  return (
    <Input
      ref={field}
      className="library-search"
      prefix={<SearchOutlined className="faint" />}
      placeholder={t('library.search')}
      aria-label={t('library.search')}
      allowClear
      value={value}
      maxLength={200}
      data-testid="library-search"
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        soon(event.currentTarget.value)
      }}
      onChange={(event) => {
        setValue(event.target.value)
        if (!composing.current) soon(event.target.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !composing.current) event.currentTarget.blur()
      }}
    />
  )
}
