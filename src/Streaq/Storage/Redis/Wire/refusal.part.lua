-- Whether Redis refused a command for its own state, or for what the caller may do: another time it will be done. What a key holds
-- is no reason of these.
local function is_refusal(failure)
  local text = type(failure) == 'table' and failure.err or tostring(failure)
  for _, reason in ipairs({ 'OOM', 'MISCONF', 'READONLY', 'NOREPLICAS', 'user executing the script', 'ACL failure' }) do
    if string.find(text, reason, 1, true) then
      return true
    end
  end
  return false
end
