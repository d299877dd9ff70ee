namespace Streaq.Execution;

/// <summary>The middleware of one task around its handler, composed once; the first registered is the outermost.</summary>
internal sealed class MiddlewareChain
{
    private readonly List<string> _names = [];

    private MiddlewareChain(IReadOnlyList<MiddlewareStep> steps)
    {
        foreach (var step in steps)
        {
            AddName(step);
        }

        Start = Compose(steps, first: 0, Handle, end: _names.Count);
    }

    /// <summary>The chain of a task without middleware.</summary>
    public static MiddlewareChain Empty { get; } = new([]);

    /// <summary>Runs an attempt through the middleware and its handler.</summary>
    public TaskDelegate Start { get; }

    public static MiddlewareChain Of(IReadOnlyList<MiddlewareStep> steps) => steps.Count == 0 ? Empty : new(steps);

    /// <summary>Returns the reason why there is no result, as the end of a sentence.</summary>
    /// <param name="depth">The place in the chain that was reached.</param>
    public string NoResultAt(int depth) => depth < _names.Count
        ? $"its middleware {_names[depth]} neither called next nor set Result"
        : "a middleware caught what the handler threw, and set no Result";

    private static Task Handle(TaskContext context) => context.Registration.HandleAsync(context);

    private static int Size(MiddlewareStep step) => 1 + (step is BranchStep branch ? branch.Inside.Sum(Size) : 0);

    /// <param name="steps">The middleware, the outermost first.</param>
    /// <param name="first">The place of the outermost.</param>
    /// <param name="rest">The inner part, which they wrap.</param>
    /// <param name="end">The place of the inner part.</param>
    private static TaskDelegate Compose(IReadOnlyList<MiddlewareStep> steps, int first, TaskDelegate rest, int end)
    {
        var place = first + steps.Sum(Size);
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var (step, inner) = (steps[i], i == steps.Count - 1 ? end : place);
            place -= Size(step);
            TaskDelegate next = new NextStep(place, inner, step.Name, rest).InvokeAsync;
            if (step is BranchStep branch)
            {
                var inside = Compose(branch.Inside, place + 1, rest, inner);
                rest = branch.Fork(new NextStep(place, branch.Inside.Count == 0 ? inner : place + 1, step.Name, inside).InvokeAsync, next);
            }
            else
            {
                rest = step.Around(next);
            }
        }

        return rest;
    }

    private void AddName(MiddlewareStep step)
    {
        _names.Add(step.Name);
        if (step is BranchStep branch)
        {
            foreach (var inside in branch.Inside)
            {
                AddName(inside);
            }
        }
    }
}
