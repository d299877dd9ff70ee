-- uses: schema, types
-- Requests to abort a task that a worker holds: the hash 'aborts' has, by task id, '<worker> <entry> <traceparent of the aborter or
-- nothing>', and the task's marker the line 'x=1', so that its end removes the request.

-- Takes the request for a task that leaves its worker unfinished. The message passes it on, so that the next worker ends the task.
local function take_request(queue, task)
  make_ours(queue .. ABORTS, 'hash')
  local request = redis.call('HGET', queue .. ABORTS, task)
  if not request then
    return nil
  end
  redis.call('HDEL', queue .. ABORTS, task)
  return string.match(request, '^%S+ %S+ (.*)$')
end
