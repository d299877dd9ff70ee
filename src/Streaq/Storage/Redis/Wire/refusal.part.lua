-- Whether Redis refused a command because of its own state or the caller's rights: a later try may succeed. The content of a key is
-- not such a reason.
local function is_refusal(failure)
  local text = type(failure) == 'table' and failure.err or tostring(failure)
  for _, reason in ipairs({ 'OOM', 'MISCONF', 'READONLY', 'NOREPLICAS', 'user executing the script', 'ACL failure' }) do
    if string.find(text, reason, 1, true) then
      return true
    end
  end
  return false
end
