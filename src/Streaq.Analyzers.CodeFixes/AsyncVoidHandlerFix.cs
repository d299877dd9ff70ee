using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Streaq.Analyzers;

/// <summary>
/// STRQ003: makes the handler return Task. It offers nothing for an <c>ISyncTaskHandler</c>, whose class needs another interface.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class AsyncVoidHandlerFix() : StreaqFix(AsyncVoidHandlerAnalyzer.Id)
{
    private const string Title = "Return Task";

    protected override async Task OfferAsync(FixContext fix)
    {
        if (fix.Node is AnonymousFunctionExpressionSyntax lambda)
        {
            OfLambda(fix, lambda);
        }
        else if (fix.Diagnostic.AdditionalLocations is { Count: 1 } places && places[0] is { SourceTree: { } tree } place
            && fix.Document.Project.Solution.GetDocument(tree) is { } document
            && await MethodAtAsync(document, place, fix.CancellationToken).ConfigureAwait(false) is { } method
            && await ReturnContract.IsFreeAsync(method, document.Project.Solution, fix.CancellationToken).ConfigureAwait(false))
        {
            fix.Replace(Title, cancellationToken => OfMethodAsync(document, place, cancellationToken));
        }
    }

    private static async Task<IMethodSymbol?> MethodAtAsync(Document document, Location place, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root is null ? null : model?.GetDeclaredSymbol(root.FindNode(place.SourceSpan), cancellationToken) as IMethodSymbol;
    }

    private static void OfLambda(FixContext fix, AnonymousFunctionExpressionSyntax lambda)
    {
        var written = lambda is ParenthesizedLambdaExpressionSyntax { ReturnType: { } returned } ? returned : null;
        var action = lambda.Ancestors().TakeWhile(above => above is not ArgumentListSyntax { Parent: InvocationExpressionSyntax })
            .Select(above => (above as CastExpressionSyntax)?.Type ?? (above as ObjectCreationExpressionSyntax)?.Type)
            .FirstOrDefault(type => type is not null);
        if (written is not null)
        {
            fix.Replace(Title, written, TaskType().WithTriviaFrom(written));
        }
        else if (action is not null && AsFunc(action) is { } function)
        {
            fix.Replace(Title, action, function);
        }
    }

    private static async Task<Solution> OfMethodAsync(Document document, Location place, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var returned = root.FindNode(place.SourceSpan) switch
        {
            MethodDeclarationSyntax method => method.ReturnType,
            LocalFunctionStatementSyntax local => local.ReturnType,
            _ => null,
        };
        return (returned is null ? document : document.WithSyntaxRoot(root.ReplaceNode(returned, TaskType().WithTriviaFrom(returned))))
            .Project.Solution;
    }

    /// <summary>Returns a <c>Func</c> with Task for an <c>Action</c>; <see langword="null"/> for another delegate.</summary>
    private static GenericNameSyntax? AsFunc(TypeSyntax action)
    {
        var arguments = action switch
        {
            GenericNameSyntax { Identifier.Text: "Action" } generic => generic.TypeArgumentList.Arguments,
            IdentifierNameSyntax { Identifier.Text: "Action" } => default(SeparatedSyntaxList<TypeSyntax>),
            _ => (SeparatedSyntaxList<TypeSyntax>?)null,
        };
        return arguments is not { } given ? null : SyntaxFactory.GenericName(SyntaxFactory.Identifier("Func"))
            .WithTypeArgumentList(SyntaxFactory.TypeArgumentList(given.Add(TaskType())))
            .WithTriviaFrom(action).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static TypeSyntax TaskType() =>
        SyntaxFactory.ParseTypeName("global::System.Threading.Tasks.Task")
            .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
}
