using System.Reflection;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Hostile;

public sealed class HostileKeysTests
{
    [Fact]
    public void EveryKey_OfAQueue_IsFuzzed()
    {
        var members = typeof(RedisKeys).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo || member is MethodInfo { IsSpecialName: false, IsStatic: false })
            .Select(member => member.Name)
            .Except(HostileKeys.Parts)
            .Order(StringComparer.Ordinal);

        Assert.Equal(members, HostileKeys.All.Keys.Order(StringComparer.Ordinal));
    }
}
