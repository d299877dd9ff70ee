using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed partial class TaskSerializerTests
{
    [Fact]
    public void Serialize_WithoutOptions_WritesWebJson()
    {
        var serializer = new TaskSerializer(options: null, context: null);

        Assert.Equal("""{"sku":"a","count":2}""", Json(serializer.Serialize(new Order("a", 2))));
        Assert.Equal(new Order("a", 2), serializer.Deserialize<Order>("""{"SKU":"a","count":"2"}"""u8));
    }

    [Fact]
    public void Serialize_WithOptions_FollowsThem()
    {
        var serializer = new TaskSerializer(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper }, context: null);

        Assert.Equal("""{"SKU":"a","COUNT":2}""", Json(serializer.Serialize(new Order("a", 2))));
        Assert.Equal(new Order("a", 2), serializer.Deserialize<Order>("""{"SKU":"a","COUNT":2}"""u8));
    }

    [Fact]
    public void Serialize_WithAContext_GoesBeforeTheOptions()
    {
        var serializer = new TaskSerializer(JsonSerializerOptions.Web, new Generated(new JsonSerializerOptions()));

        Assert.Equal("""{"Sku":"a","Count":2}""", Json(serializer.Serialize(new Order("a", 2))));
        Assert.Equal(new Order("a", 2), serializer.Deserialize<Order>("""{"Sku":"a","Count":2}"""u8));
    }

    [Fact]
    public void Serialize_OfATypeThatTheContextDoesNotList_Throws()
    {
        var serializer = new TaskSerializer(options: null, new Generated(new JsonSerializerOptions()));

        var e = Assert.Throws<NotSupportedException>(() => serializer.Serialize(new Unlisted(1)));
        Assert.Equal(
            $"JSON can't read or write {typeof(Unlisted)}: {typeof(Generated)}, which JsonContext is set to, does not list it. Add [JsonSerializable] for it.", e.Message);
        Assert.Throws<NotSupportedException>(() => serializer.Deserialize<Unlisted>("{}"u8));
    }

    [Fact]
    public void Serialize_OfATypeThatNoContextLists_NamesTheOption()
    {
        var serializer = new TaskSerializer(new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() }, context: null);

        var e = Assert.Throws<NotSupportedException>(() => serializer.Serialize(new Unlisted(1)));
        Assert.Equal(
            $"JSON can't read or write {typeof(Unlisted)}: List it in a JsonSerializerContext, and set StreaqOptions.JsonContext to that.", e.Message);
    }

    [Fact]
    public void Deserialize_OfSomethingElse_Throws() =>
        Assert.Throws<JsonException>(() => new TaskSerializer(options: null, context: null).Deserialize<Order>("[1]"u8));

    [Fact]
    public void Options_OnceGiven_AreReadOnly()
    {
        var options = new JsonSerializerOptions();
        _ = new TaskSerializer(options, context: null);

        Assert.True(options.IsReadOnly);
    }

    private static string Json(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private sealed record Unlisted(int Value);

    internal sealed record Order(string Sku, int Count);

    [JsonSerializable(typeof(Order))]
    private sealed partial class Generated : JsonSerializerContext;
}
