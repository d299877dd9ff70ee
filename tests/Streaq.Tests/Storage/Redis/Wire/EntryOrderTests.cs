using System.Text;
using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class EntryOrderTests
{
    [Fact]
    public void Sort_IdsOfDifferentLength_OrdersThemAsNumbers()
    {
        RedisValue[] values = ["worker", .. new[] { "10-0", "9-100", "9-20", "9-3", "10-1" }.Select(id => (RedisValue)Encoding.UTF8.GetBytes(id)), "record"];

        EntryOrder.Sort(values, first: 1, count: 5);

        Assert.Equal(["worker", "9-3", "9-20", "9-100", "10-0", "10-1", "record"], values.Select(value => (string)value!));
    }
}
