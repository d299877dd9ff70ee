using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

public sealed class PassOnTests
{
    private const string Context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly TaskMessage Message = new()
    {
        Id = "a",
        Name = "a",
        Body = default,
        Priority = "normal",
        TraceParent = Context,
        Details = new() { TraceState = "vendor=1", Baggage = "tenant=acme" },
    };

    [Fact]
    public void PassOn_AMessageWithAContext_CarriesAllOfIt()
    {
        var headers = Propagation.PassOn(Message, headers: null, out _);

        Assert.Equal(
            new Dictionary<string, string> { ["traceparent"] = Context, ["tracestate"] = "vendor=1", ["baggage"] = "tenant=acme" }, headers);
    }

    [Fact]
    public void PassOn_HeadersWithAContextOfTheirOwn_LeavesThemAsTheyAre()
    {
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["TraceParent"] = "mine" };

        Assert.Equal("mine", Assert.Single(Propagation.PassOn(Message, own, out _)!).Value);
    }

    [Fact]
    public void PassOn_AMessageWithoutContext_CarriesNothing()
    {
        Assert.Null(Propagation.PassOn(Message with { TraceParent = null }, headers: null, out _));
    }

    /// <summary>A process without a listener need not know the format, such as B3.</summary>
    [Fact]
    public void PassOn_AMessageWithFieldsOfAnotherFormat_CarriesThoseThatAreSound()
    {
        var message = Message with
        {
            TraceParent = null,
            Details = new()
            {
                Baggage = "tenant=acme",
                ContextFields = new Dictionary<string, string> { ["X-B3-TraceId"] = "0af7651916cd43dd8448eb211c80319c", ["bad name"] = "1", ["bad"] = "\r\n" },
            },
        };

        var headers = Propagation.PassOn(message, headers: null, out var fields);

        Assert.Equal(new Dictionary<string, string> { ["baggage"] = "tenant=acme" }, headers);
        Assert.Equal(new Dictionary<string, string> { ["X-B3-TraceId"] = "0af7651916cd43dd8448eb211c80319c" }, fields);
    }
}
