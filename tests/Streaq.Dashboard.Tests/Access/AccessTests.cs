using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Dashboard.Tests.Access;

/// <summary>Who may see the pages, and who may act: each row is an application and a request.</summary>
public sealed class AccessTests
{
    private const string Anonymous = "AllowAnonymousDashboard";
    private const string Authorized = "RequireAuthorization";
    private const string AllowAnonymous = "AllowAnonymous";
    private const string Nothing = "";

    /// <summary>Environment, caller's address, headers, authorization, policy of actions, method, status.</summary>
    public static TheoryData<string, string, string, string, string, string, HttpStatusCode> Table => new()
    {
        // Closed, except to a developer on their own machine.
        { "Production", "127.0.0.1", "", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Staging", "127.0.0.1", "", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Production", "127.0.0.1", "", AllowAnonymous, "", "GET", HttpStatusCode.NotFound },
        { "Production", "127.0.0.1", "", $"{Authorized} {AllowAnonymous}", "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "", Nothing, "", "GET", HttpStatusCode.OK },
        { "Development", "::1", "Host: [::1]:5000", Nothing, "", "GET", HttpStatusCode.OK },
        { "Development", "127.0.0.1", "Host: LOCALHOST:5000", Nothing, "", "GET", HttpStatusCode.OK },
        { "Development", "10.1.2.3", "", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "Host: evil.example.org", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "Host: localhost.evil.example.org", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "Forwarded: for=10.1.2.3", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "X-Forwarded-For: 10.1.2.3", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "X-Forwarded-Prefix: /x", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "X-Original-For: 10.1.2.3", Nothing, "", "GET", HttpStatusCode.NotFound },
        { "Development", "127.0.0.1", "Sec-Fetch-Site: same-origin", Nothing, "", "POST", HttpStatusCode.SeeOther },
        { "Production", "127.0.0.1", "Sec-Fetch-Site: same-origin", Nothing, "", "POST", HttpStatusCode.NotFound },
        // Opened by the application.
        { "Production", "10.1.2.3", "", Anonymous, "", "GET", HttpStatusCode.OK },
        { "Production", "10.1.2.3", "X-Forwarded-For: 10.1.2.3", Anonymous, "", "GET", HttpStatusCode.OK },
        { "Production", "10.1.2.3", "", Authorized, "", "GET", HttpStatusCode.Unauthorized },
        { "Production", "10.1.2.3", "X-User: ann", Authorized, "", "GET", HttpStatusCode.OK },
        { "Development", "127.0.0.1", "", Authorized, "", "GET", HttpStatusCode.Unauthorized },
        { "Production", "10.1.2.3", "", "operators", "", "GET", HttpStatusCode.Unauthorized },
        { "Production", "10.1.2.3", "X-User: ann", "operators", "", "GET", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "X-User: ann operator", "operators", "", "GET", HttpStatusCode.OK },
        // Requests from another site.
        { "Production", "10.1.2.3", "Sec-Fetch-Site: same-origin", Anonymous, "", "POST", HttpStatusCode.SeeOther },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: cross-site", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: same-site", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: none", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: cross-site; Origin: http://board.example.org; Host: board.example.org", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Origin: http://board.example.org; Host: board.example.org", Anonymous, "", "POST", HttpStatusCode.SeeOther },
        { "Production", "10.1.2.3", "Origin: https://board.example.org; Host: board.example.org:443", Anonymous, "", "POST", HttpStatusCode.SeeOther },
        { "Production", "10.1.2.3", "Origin: http://board.example.org:81; Host: board.example.org", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Origin: http://evil.example.org; Host: board.example.org", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Origin: null", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "", Anonymous, "", "POST", HttpStatusCode.Forbidden },
        // With a policy for actions, a viewer may not act.
        { "Production", "10.1.2.3", "Sec-Fetch-Site: same-origin", Anonymous, "operators", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: same-origin; X-User: ann", Authorized, "operators", "POST", HttpStatusCode.Forbidden },
        { "Production", "10.1.2.3", "Sec-Fetch-Site: same-origin; X-User: ann operator", Authorized, "operators", "POST", HttpStatusCode.SeeOther },
        { "Production", "10.1.2.3", "X-User: ann", Authorized, "operators", "GET", HttpStatusCode.OK },
        { "Development", "127.0.0.1", "Sec-Fetch-Site: same-origin", Nothing, "operators", "POST", HttpStatusCode.Forbidden },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Request_OfTheTable_GetsItsStatus(
        string environment, string caller, string headers, string authorization, string policy, string method, HttpStatusCode status)
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Environment = environment,
            Caller = caller,
            Options = options => options.ActionPolicy = policy.Length > 0 ? policy : null,
            Conventions = board => Apply(board, authorization),
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "POST" ? "default/pause" : "default");
        foreach (var header in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(": ")))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(method == "POST" && status == HttpStatusCode.SeeOther, (await app.Client.PausedAsync()).WholeQueue);
    }

    [Fact]
    public async Task Dashboard_ThatIsClosed_SaysOnceWhatToAdd()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Conventions = _ => { } });

        using var first = await app.Http.GetAsync("default");
        using var asset = await app.Http.GetAsync("~/board.js");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (first.StatusCode, asset.StatusCode));
        var told = Assert.Single(app.Logs.Lines, line => line.Event.Name == "streaq.dashboard.closed");
        Assert.Equal(LogLevel.Warning, told.Level);
        Assert.Contains("RequireAuthorization", told.Message);
        Assert.Contains("AllowAnonymousDashboard", told.Message);
        Assert.False(first.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Action_ThatIsDone_IsLoggedWithItsUser()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Conventions = board => board.RequireAuthorization() });
        app.Http.DefaultRequestHeaders.Add(TestUser.Header, "ann");

        using var answer = await app.PostAsync("default/pause");

        var told = Assert.Single(app.Logs.Lines, line => line.Event.Name == "streaq.dashboard.action");
        Assert.Equal("ann asked the dashboard for pause in queue default, for 1 of 1: done", told.Message);
    }

    [Theory]
    [InlineData("cross-site", "operator", "cross-site")]
    [InlineData("same-origin", "", "forbidden")]
    public async Task Action_ThatIsRefused_IsLoggedAsWell(string site, string role, string outcome)
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Options = options => options.ActionPolicy = "operators" });
        app.Http.DefaultRequestHeaders.Add(TestUser.Header, $"ann {role}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "default/pause");
        request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var told = Assert.Single(app.Logs.Lines, line => line.Event.Name == "streaq.dashboard.action");
        Assert.EndsWith($": {outcome}", told.Message);
        Assert.False((await app.Client.PausedAsync()).WholeQueue);
    }

    [Fact]
    public async Task Page_ForAUserWhoMayNotAct_HasNoButton()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Options = options => options.ActionPolicy = "operators" });
        var without = await app.Http.GetStringAsync("default");
        app.Http.DefaultRequestHeaders.Add(TestUser.Header, "ann operator");
        var with = await app.Http.GetStringAsync("default");

        Assert.DoesNotContain("method=\"post\"", without);
        Assert.Contains("method=\"post\"", with);
    }

    [Theory]
    [InlineData("default/pause")]
    [InlineData("default/tasks/abort")]
    [InlineData("default/tasks/x/replay")]
    [InlineData("default/dead/delete")]
    [InlineData("default/schedules/x/remove")]
    public async Task ReadOnly_HasNoAction(string path)
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Options = options => options.ReadOnly = true });

        using var answer = await app.PostAsync(path);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        Assert.DoesNotContain("method=\"post\"", await app.Http.GetStringAsync("default"));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Event.Name == "streaq.dashboard.action");
    }

    [Fact]
    public async Task ActionPolicy_WithoutSuchAPolicy_OpensNothing()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Options = options => options.ActionPolicy = "unknown" });

        using var answer = await app.PostAsync("default/pause");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.False((await app.Client.PausedAsync()).WholeQueue);
    }

    [Fact]
    public async Task TraceUrl_ThatIsInvalid_FailsTheStart()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => BoardApp.StartAsync(new BoardSetUp
        {
            Options = options => options.TraceUrl = "javascript:alert('{traceId}')",
        }));

        Assert.Contains("TraceUrl", error.Message);
    }

    [Fact]
    public void Map_WithoutServices_SaysWhatToCall()
    {
        var app = WebApplication.CreateBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapStreaqDashboard());

        Assert.Contains("AddStreaqDashboard", error.Message);
    }

    [Fact]
    public void Map_WithoutAQueue_SaysWhatToCall()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddStreaqDashboard();

        var error = Assert.Throws<InvalidOperationException>(() => builder.Build().MapStreaqDashboard());

        Assert.Contains("AddStreaq(", error.Message);
    }

    private static void Apply(IEndpointConventionBuilder board, string authorization)
    {
        foreach (var word in authorization.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = word switch
            {
                Anonymous => board.AllowAnonymousDashboard(),
                AllowAnonymous => board.AllowAnonymous(),
                Authorized => board.RequireAuthorization(),
                _ => board.RequireAuthorization(word),
            };
        }
    }
}
