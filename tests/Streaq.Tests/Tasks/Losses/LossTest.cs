using System.Text.Json;
using System.Text.Json.Serialization;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Checks with a serializer, by a type alone or with a value, whether all data would arrive.</summary>
public abstract class LossTest
{
    private protected static PayloadLossException Refused<T>(JsonSerializerOptions? options = null, JsonSerializerContext? context = null) =>
        Assert.Throws<PayloadLossException>(
            () => new TaskSerializer(options, context).ThrowIfLossy<T>(PayloadKind.Argument, "the.task"));

    private protected static PayloadLossException RefusedValue<T>(T value, JsonSerializerOptions? options = null, JsonSerializerContext? context = null) =>
        Assert.Throws<PayloadLossException>(() => Write(new TaskSerializer(options, context), value));

    /// <summary>Checks that neither the type nor the value is refused, and that the value read back is written as the same JSON.</summary>
    private protected static T Taken<T>(T value, JsonSerializerOptions? options = null, JsonSerializerContext? context = null)
    {
        var serializer = new TaskSerializer(options, context);
        serializer.ThrowIfLossy<T>(PayloadKind.Argument, "the.task");
        var json = Write(serializer, value);
        var read = serializer.Deserialize<T>(json)!;
        Assert.Equal(json, Write(serializer, read));
        return read;
    }

    private protected static byte[] Write<T>(TaskSerializer serializer, T value) =>
        serializer.Write(value, PayloadKind.Argument, "id", "the.task", headers: null).ToArray();
}
