namespace Streaq.Storage.Redis;

/// <summary>Makes scheduled tasks ready before their time.</summary>
internal sealed class RedisRunNow(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript RunNowScript = LuaScript.Named("run_now");

    public async ValueTask<RunNowResult> RunAsync(string taskId, CancellationToken cancellationToken)
    {
        var batch = keys.BatchOf(taskId);
        var answer = await redis.EvaluateAsync(
            RunNowScript,
            [keys.Task(taskId), batch.Key, keys.ReadyPrefix, keys.Scheduled, keys.Limited],
            [RedisKeys.Group, taskId, batch.Place],
            cancellationToken).ConfigureAwait(false);
        return (string?)answer switch
        {
            "made_ready" => RunNowResult.MadeReady,
            "waits" => RunNowResult.WaitsForTasks,
            "limited" => RunNowResult.WaitsForLimit,
            "ready" => RunNowResult.AlreadyReady,
            "running" => RunNowResult.Running,
            "ended" => RunNowResult.Ended,
            _ => RunNowResult.NotFound,
        };
    }
}
