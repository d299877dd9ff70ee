using System.Reflection;
using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class RedisKeysTests
{
    /// <summary>On a cluster a script's keys must share a slot, which the part in braces determines.</summary>
    [Fact]
    public void Keys_OfAQueue_AllCarryItsHashTag()
    {
        var keys = new RedisKeys("orders");
        var all = typeof(RedisKeys).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{property.GetValue(keys)}")
            .Concat(typeof(RedisKeys).GetMethods().Where(method => method.ReturnType == typeof(RedisKey) && !method.IsSpecialName)
                .Select(method => $"{method.Invoke(keys, ["x"])}"))
            .ToList();

        Assert.All(all, key => Assert.StartsWith("streaq:{orders}:", key));
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public void Keys_WithAName_AreItsPrefixAndTheName()
    {
        var keys = new RedisKeys("orders");

        Assert.Equal("streaq:{orders}:task:ä1", (string?)keys.Task("ä1"));
        Assert.Equal("streaq:{orders}:ready:high", (string?)keys.Ready("high"));
        Assert.Equal("streaq:{orders}:dead:a", (string?)keys.DeadLetter("a"));
        Assert.Equal("streaq:{orders}:dedup:k", (string?)keys.Deduplication("k"));
    }
}
