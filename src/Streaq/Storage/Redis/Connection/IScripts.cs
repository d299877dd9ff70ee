using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Runs scripts: on the queue's connection, or on one whose writes replicas must acknowledge.</summary>
internal interface IScripts
{
    Task<RedisResult> EvaluateAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default);
}
