using System.Net;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>In the words of Redis, and in those of the client's releases.</summary>
public sealed class RedirectionTests
{
    private static readonly EndPoint Asked = new DnsEndPoint("node-1.example", 6379);

    [Theory]
    [InlineData("MOVED 3999 10.0.0.7:7001", "10.0.0.7:7001")]
    [InlineData("ASK 3999 10.0.0.7:7001", "10.0.0.7:7001")]
    [InlineData("MOVED 3999 2001:db8::7:7001", "[2001:db8::7]:7001")]
    [InlineData("Endpoint 10.0.0.7:7001 serving hashslot 3999 is not reachable at this point of time. Please check", "10.0.0.7:7001")]
    [InlineData("Endpoint [2001:db8::7]:7001 serving hashslot 3999 is not reachable at this point of time. Please check", "[2001:db8::7]:7001")]
    [InlineData("Key has MOVED to Endpoint 10.0.0.7:7001 and hashslot 3999 but CommandFlags.NoRedirect was specified", "10.0.0.7:7001")]
    public void Target_OfAnAddress_IsThatAddress(string message, string expected) =>
        Assert.Equal(IPEndPoint.Parse(expected), Redirection.Target(message, Asked));

    [Theory]
    [InlineData("MOVED 3999 node-2.example:7001", "node-2.example")]
    [InlineData("Endpoint Unspecified/node-2.example:7001 serving hashslot 3999 is not reachable", "node-2.example")]
    [InlineData("MOVED 3999 :7001", "node-1.example")]
    public void Target_OfAName_IsThatNameOrTheOneAsked(string message, string expected) =>
        Assert.Equal(new DnsEndPoint(expected, 7001), Redirection.Target(message, Asked));

    [Theory]
    [InlineData("")]
    [InlineData("MOVED")]
    [InlineData("MOVED 3999 node-2.example")]
    [InlineData("MOVED 3999 node-2.example:70000")]
    [InlineData("CLUSTERDOWN Hash slot not served")]
    [InlineData("ERR the argument says MOVED 3999 10.0.0.7:7001")]
    public void Target_OfAnythingElse_IsNone(string message) => Assert.Null(Redirection.Target(message, Asked));
}
