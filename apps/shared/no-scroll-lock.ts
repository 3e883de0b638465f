/**
 * Stands in for antd's scroll lock, which writes a style the page's policy does not let through. There is nothing to
 * lock: the frame scrolls inside itself, the body never does.
 */
const useScrollLocker = (): void => {}
export default useScrollLocker
