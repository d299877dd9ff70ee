using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

#region definitions
public static class ImageTasks
{
    public static readonly TaskDefinition<ResizeImage, ImageSize> Resize = new("images.resize") { Priority = "low" };
    public static readonly TaskDefinition<string> Forget = new("images.forget");
}

public sealed record ResizeImage(string Url, int Width, bool KeepRatio = true);

public sealed record ImageSize(int Width, int Height);
#endregion

#region context
[JsonSerializable(typeof(ResizeImage))]
[JsonSerializable(typeof(ResizeToBox))]
[JsonSerializable(typeof(ImageSize))]
[JsonSerializable(typeof(string))]
internal sealed partial class ImageJson : JsonSerializerContext;
#endregion

internal interface IImageStore
{
    Task<ImageSize> ResizeAsync(ResizeImage image, CancellationToken cancellationToken);

    void Delete(string url);
}

internal static class DeclaredTasks
{
    public static StreaqBuilder Add(IServiceCollection services)
    {
        #region json
        var streaq = services.AddStreaq(options => options.JsonContext = ImageJson.Default);
        #endregion
        return streaq;
    }

    public static void Map(StreaqBuilder streaq)
    {
        #region delegates
        streaq.Map(ImageTasks.Resize, async (ResizeImage image, IImageStore store, CancellationToken cancellationToken) => await store.ResizeAsync(image, cancellationToken));
        streaq.Map(ImageTasks.Forget, (string url, IImageStore store) => store.Delete(url));   // synchronous: may block
        #endregion
    }

    public static void MapClass(StreaqBuilder streaq)
    {
        #region settings
        streaq.Map(ImageTasks.Resize).To<ResizeHandler>()
            .WithTimeout(TimeSpan.FromMinutes(1))     // of each attempt
            .WithMaxAttempts(5)
            .WithResultTtl(TimeSpan.FromHours(1));
        #endregion
    }

    #region versions
    private static readonly TaskDefinition<ResizeToBox, ImageSize> ResizeToBox = new("images.resize.v2");

    public static void MapBoth(StreaqBuilder streaq)
    {
        streaq.Map(ResizeToBox, async (ResizeToBox image, IImageStore store, CancellationToken cancellationToken) =>
            await store.ResizeAsync(new ResizeImage(image.Url, image.Width), cancellationToken));
        // Needed while messages of the old kind may exist: enqueued, delayed, or as dead letters.
        streaq.Map(ImageTasks.Resize).To<ResizeHandler>();
    }
    #endregion

    public static async Task<(TaskHandle<ImageSize> First, TaskHandle<ImageSize> Second)> EnqueueAsync(IStreaqClient client, ResizeImage image)
    {
        #region enqueue
        var first = await client.EnqueueAsync(ImageTasks.Resize, image, new EnqueueOptions
        {
            Id = $"resize-{image.Width}-{Path.GetFileName(image.Url)}",   // a second enqueue with this id adds no task
            Priority = "high",
            ExpiresIn = TimeSpan.FromMinutes(10),
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = "north" },
        });
        var second = await client.EnqueueAsync(ImageTasks.Resize, image, new EnqueueOptions { DeduplicationKey = image.Url, Delay = TimeSpan.FromMinutes(1) });
        #endregion
        return (first, second);
    }
}

public sealed record ResizeToBox(string Url, int Width, int Height);

#region handler
internal sealed class ResizeHandler(IImageStore store) : ITaskHandler<ResizeImage, ImageSize>
{
    public async Task<ImageSize> HandleAsync(ResizeImage image, TaskContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ResizeAsync(image, cancellationToken);
        }
        catch (TimeoutException e)
        {
            // The delay grows with each attempt. Without one, it is the square of the attempt's number, in seconds.
            throw new StreaqRetryException($"The store did not answer attempt {context.Attempt} of {context.MaxAttempts}.", TimeSpan.FromSeconds(5 * context.Attempt), e);
        }
    }
}
#endregion
