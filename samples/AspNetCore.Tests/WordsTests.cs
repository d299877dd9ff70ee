using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Streaq;
using Streaq.Testing;
using Xunit;

#region test
public sealed class WordsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Words_ThatArePosted_AreCounted()
    {
        await using var application = factory.WithWebHostBuilder(web => web.ConfigureTestServices(services => services.UseStreaqTesting()));
        var http = application.CreateClient();
        var queue = application.Services.GetRequiredService<StreaqTestQueue>();

        var posted = await http.PostAsJsonAsync("/words", new { Words = "the quick brown fox" });
        var attempt = Assert.Single(await queue.DrainAsync());
        var count = await http.GetStringAsync(posted.Headers.Location);

        Assert.Equal(("text.count_words", TaskOutcome.Success), (attempt.TaskName, attempt.Outcome));
        Assert.Equal("4", count);
    }
}
#endregion
