using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the page on payloads do what the page says.</summary>
public sealed class PayloadSnippetTests
{
    [Fact]
    public async Task PayloadSnippets_RunATaskThatIsSignedAndEncrypted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Payloads.Add(builder, new byte[32], new byte[32]);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        using var host = builder.Build();
        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.CountWords, new string('a', 9_000));
        Assert.Equal(TaskState.Ready, await handle.StateAsync());

        var transform = new AesGcmTransform(new byte[32]);
        var context = new PayloadContext(PayloadKind.Argument, "q", "a", "t", new Dictionary<string, string>());
        var written = transform.Protect("secret"u8.ToArray(), context);
        Assert.Equal("secret"u8.ToArray(), transform.Unprotect(written, context).ToArray());
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => transform.Unprotect(written, context with { TaskId = "b" }));
    }
}
